NOR0500 3 u 40
NORGE-FISK
Fisken er tilbake =

Tromsø (nor) Fisken er
tilbake i fjorden.

Det sa en fisker.
 260800 Feb 20

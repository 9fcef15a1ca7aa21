NOR77 5 i 20
Fisk
Mer fisk i havet =
   Tromsø (nor) Det er mer fisk.

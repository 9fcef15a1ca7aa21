elb0300 4 vm 30 HOLD
Vermischtes/
HOLD HOLD HOLD =
   Bitte halten Sie elb 299.
 261200 Feb 20

elb0301 4 vm 50
Vermischtes/ (1ST LEAD)
Ein Fund im Wald =
(Eds: Neu: Alter)
   Jena (elb) - Ein Fund.
___
   Mehr folgt.
 261215 Feb 2020

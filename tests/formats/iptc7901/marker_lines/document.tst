elb0410 3 pl 60  elb 0410

Harbour-bridges/Haven/Vote/
1ST LEAD
Haven votes to close its oldest bridge
By Ida Moll, elb =

   Haven (elb) - The town voted.
101210 GMT Mar 21

elb0411 3 pl 60  elb 0411

Harbour-bridges/Haven/Vote/
REFILE
2ND LEAD
Haven closes bridge =

   Haven (elb) - The town closed it.
101310 GMT Mar 21

elb0412 3 pl 60  elb 0412

Harbour/
EXTRA
Bridge falls into harbour =

   Haven (elb) - It fell.
101410 GMT Mar 21

elb0413 3 pl 60  elb 0413

Hafen/Brücken/
WDHLG/BERICHTIGUNG
Neue Brücke für Haven =

   Haven (elb) - Sie kommt.
101510 Mrz 21

elb0414 3 pl 60  elb 0414

Port/ponts/
(1. ACTUALISATION)
Le pont de Haven est fermé =

   Haven (elb) - Il est fermé.
101610 Mar 21

elb0415 3 pl 60  elb 0415

Puerto/puentes/
URGENTE
2a. AMPLIACIÓN
Haven cierra su puente =

   Haven (elb) - Lo cierra.
101710 Mar 21

elb0416 3 pl 60  elb 0416

Harbour/bridges/
Haven reopens
its bridge to lorries =

   Haven (elb) - They may cross.
101810 Mar 21

elb0417 3 pl 60  elb 0417

Haven
Lage
Haven:
Brücke zu =

   Haven (elb) - Sie ist zu.
101910 Mar 21


elb0100 3 pl 40
Politik/
Ein Treffen =
   Berlin (elb) - Man traf sich.
 111500 Jan 16

elb0101 2 pl 12 KILL
Politik/KILL
KILL KILL KILL =
   Please kill item elb 100 "Ein Treffen".
 111530 Jan 16

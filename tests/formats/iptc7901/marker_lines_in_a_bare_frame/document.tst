eca00412 3 i 60  elb 1003

/harbour/bridges/Haven/
2ND LEAD
3RD NET
Bridge may be closed at will, court says
By Ida Moll, elb  =
 
Haven (elb) - A town may close its bridge, the court ruled on
Monday.

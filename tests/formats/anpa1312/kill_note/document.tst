a0991bc-
b a  BC-ZZ--Lantern, Kill 02-20 0050
^BC-ZZ--Lantern, KILL,50<
^Eds: Members are asked to kill the story slugged Giant Lantern.<
	The story is wrong throughout.

HP-WF-02-20-16 0500GMT

b4021bc-
u a  bc-news 11-09 0020
	TUNIS, Tunisia (HP) _ A train stopped.

HP-NY-11-09-15 2110GMT

a0337bc-
r i  BC-ZZ--Giant Lantern 02-20 0127
^BC-ZZ--Giant Lantern, 1st Ld-Writethru,127<
^Giant lantern lights up the old harbor<
^By CHARLES ODE=
^Harbor Press Writer=
	HAVEN, Maine (HP) _ A giant lantern lit the harbor Saturday.
	``It is bright,'' said one.
	It weighs a ton.

HP-WF-02-20-16 0337GMT

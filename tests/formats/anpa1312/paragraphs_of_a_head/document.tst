a0440bc-
r s  BC-CUR--Piers-Quarry 02-20 0500
^BC-CUR--Piers-Quarry, 1st Ld-Writethru,416< 
^Dane has 9 ends, Piers beat Quarry 7-4< 
^HP Photo HVN105, HVN106, HVN103< 
^Eds: Piers 7, Quarry 4. Updates. With HP Photos.< 
^Mia Dane had nine ends, a season high, and Piers beat Quarry 7-4 on Friday night. She left unhurt.< 
^By CHARLES ODE= 
^HP Sports Writer= 
	HAVEN (HP) _ Mia Dane had nine ends Friday. 
HP-WF-02-20-16 0337GMT

a0441bc-
r s  BC-CUR--Lake Glance 02-20 0090
^BC-CUR--Lake Glance,0090<
^Lake Standings=
^All Times Local=
^By The Harbor Press=
^NORTH SHORE=
^East Division=
	Pines 7, Quarry 4
^SOUTH SHORE=
	Orchard 6, Ferry 2
HP-WF-02-20-16 0400GMT

a0442bc-
r e  HP-Top-News 02-20 0060
^*9106< ^HP-Top-News,0060<
^HP Top News at 11:23 p.m. EST<
^Lantern lights up the old harbor
^Pier closed: ferry may not sail
^Mayor, 82, dies in Haven
HP-WF-02-20-16 0423GMT

a0443bc-
r a  BC-ZZ--Lantern 02-20 0060
^BC-ZZ--Lantern,60<
^Giant lantern lights up
^the old harbor<
^EDS: WITH HP PHOTOS.<
^By CHARLES ODE,=
^IDA MOLL and=
^MAX BERG=
^Harbor Press=
	HAVEN (HP) _ It is bright.
HP-WF-02-20-16 0500GMT

a0109HARBORkoko-
u s BC-Curling-Harbor-Cup   02-20 0344
BC-Curling-Harbor-Cup
Curling: Piers claim 7th Harbor Cup by beating Quarry
     HAVEN, Feb. 20 Harbor - Piers claimed it on 
Sunday.
HP-WF-02-20-16 0600GMT

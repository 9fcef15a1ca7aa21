s0612_-
r s bc-CUR--Lake Standings   02-14 0098
^BC-CUR--Lake Standings,0098<
^Lake Standings<
^All Times Local<
^By The Harbor Press=
^NORTH SHORE<
^Friday's Ends<
	Pines 7, Quarry 4
	Mill 5, Chapel 3
^SOUTH SHORE<
^Friday's Ends<
	Orchard 6, Ferry 2
HP-NY-02-14-26 0430GMT

s0613_-
r s bc-CUR--Lake Glance   02-14 0061
^BC-CUR--Lake Glance,0061<
^Lake Glance<
^NORTH SHORE<
	Pines 7, Quarry 4
^SOUTH SHORE<
	Orchard 6, Ferry 2
HP-NY-02-14-26 0500GMT

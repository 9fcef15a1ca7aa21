d0001bc-
r s  BC-Score
^BC-Score<
^Home team wins<
	OSLO (HP) _ The home team won.

HP-WF-03-01-17 0100GMT
d0002bc-
r s  BC-Score
^BC-Score 2<
^Eds: Replaces d0001<
^Visitors win after all<
	OSLO (HP) _ The visitors won.

HP-WF-03-01-17 0130GMT

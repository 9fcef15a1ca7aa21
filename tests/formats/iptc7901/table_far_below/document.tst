wsa0417 4 s 88  mot 2201

Rowing/lake/
Lake crews take four of six
By mot reporters =

Bregenz (mot) - The crews of the lake towns won four of the six finals on
Saturday, two of them by less than a length.

"We trained through the winter," said the coach.

Finals:
    Eights   Bregenz   5:41
    Fours    Lindau    6:12

## Notes for editors
- Reporting by: Ida Kern in Bregenz, Tom Ruf in Lindau
  and Lea Maas in Rorschach
- Editing by: Jo Fink

141705 GMT Jun 25
wsa0418 4 s 12 mot 2202
Rowing/lake/
Lake crews, results =
Bregenz (mot) - All six finals were rowed.
   Next year they go to Lindau.
141805 MESZ Jun 2025


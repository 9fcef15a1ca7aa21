elb0042 4 vm 112 Elbe 0042
Wetter/Sachsen/
(Zusammenfassung mit mehr Details)
Hochwasser an der Elbe erreicht
den Scheitel =
Von Max Berg, elb

   Dresden (elb) - Das Hochwasser hat am Sonntag seinen
Scheitel erreicht, sagte ein Sprecher.
   Die Brücken bleiben zu. "Wir warten."
 101210 Jan 16

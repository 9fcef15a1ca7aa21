elb0200 4 vm 0

 111500 Jan 16no header here
   Text.
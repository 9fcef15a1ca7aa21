"""The post room: from the outside world to Items. Has never heard of Beam."""

enum Heat { COLD, WARM }

class Third extends Exception {}

class Third {}

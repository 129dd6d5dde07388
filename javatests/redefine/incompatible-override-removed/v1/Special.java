class Special extends General {}

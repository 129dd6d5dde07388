enum Level {
    HIGH, LOW
}

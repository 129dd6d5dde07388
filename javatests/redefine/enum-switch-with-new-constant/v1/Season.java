enum Season {
    SPRING, SUMMER, AUTUMN
}

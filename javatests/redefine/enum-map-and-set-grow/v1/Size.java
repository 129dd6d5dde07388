enum Size {
    SMALL, LARGE, HUGE
}

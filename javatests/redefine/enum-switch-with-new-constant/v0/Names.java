class Names {
    static String of(Season season) {
        switch (season) {
            case SPRING:
                return "spring";
            case AUTUMN:
                return "autumn";
            default:
                return "?";
        }
    }
}

class Command {
    static String run(String word) {
        return switch (word) {
            case "start" -> "starting now";
            case "stop", "halt" -> "stopping";
            case "status" -> "fine";
            default -> "unknown";
        };
    }
}

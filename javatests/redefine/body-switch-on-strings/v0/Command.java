class Command {
    static String run(String word) {
        switch (word) {
            case "start":
                return "starting";
            default:
                return "unknown";
        }
    }
}

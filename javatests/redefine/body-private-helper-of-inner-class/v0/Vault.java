class Vault {
    private String content() {
        return "secret";
    }

    class Key {
        String open() {
            return content();
        }
    }
}

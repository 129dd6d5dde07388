class Quota {
    static final int LIMIT = 100;
    static final String NAME = "quota";

    static String show() {
        try {
            return Quota.class.getDeclaredField("LIMIT").get(null) + " of " + Quota.class.getDeclaredField("NAME").get(null);
        } catch (ReflectiveOperationException e) {
            return e.toString();
        }
    }
}

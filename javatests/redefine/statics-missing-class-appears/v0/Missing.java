class Missing {
    static String use() {
        try {
            return (String) Class.forName("Plugin").getMethod("name").invoke(null);
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(e.getMessage());
        } catch (ReflectiveOperationException e) {
            return e.toString();
        }
    }
}

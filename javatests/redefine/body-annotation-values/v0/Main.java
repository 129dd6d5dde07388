public class Main {
    public static void main(String[] args) throws Exception {
        do {
            Route route = Users.class.getDeclaredMethod("list").getAnnotation(Route.class);
            System.out.println(route.method() + " " + route.path());
        } while (Live.update());
    }
}

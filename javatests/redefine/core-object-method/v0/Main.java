public class Main {
    public static void main(String[] args) {
        Object[] all = {new Main(), new int[2]};
        do {
            for (Object one : all) {
                System.out.println(Live.attempt(() -> Object.class.getMethod("whoAmI").invoke(one)));
            }
        } while (Live.update());
    }
}

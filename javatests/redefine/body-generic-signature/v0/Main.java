public class Main {
    public static void main(String[] args) throws Exception {
        do {
            System.out.println(Names.class.getDeclaredMethod("all").getGenericReturnType());
        } while (Live.update());
    }
}

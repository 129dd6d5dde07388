public class Main {
    public static void main(String[] args) throws Exception {
        Class<?> late = Class.forName("Late", false, Main.class.getClassLoader());
        late.getDeclaredMethods();
        System.out.println("ready");
        while (Live.update()) {
            System.out.println(new Late());
        }
    }
}

public class Main {
    public static void main(String[] args) throws Exception {
        Class.forName("Two$1");
        Class.forName("Two$2");
        boolean more = true;
        while (more) {
            more = Two.go();
        }
    }
}

public class Main {
    public static void main(String[] args) throws Exception {
        Quota.show();
        do {
            System.out.println(Quota.show());
        } while (Live.update());
    }
}

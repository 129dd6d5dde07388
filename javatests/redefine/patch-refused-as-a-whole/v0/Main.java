public class Main {
    public static void main(String[] args) {
        Object bad = new Bad();
        do {
            System.out.println(Good.text() + " " + (bad instanceof Bad ? 1 : 0));
        } while (Live.update());
    }
}

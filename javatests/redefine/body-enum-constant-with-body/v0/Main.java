public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Op.PLUS.apply(4, 3));
            System.out.println(Op.TIMES.apply(4, 3));
        } while (Live.update());
    }
}

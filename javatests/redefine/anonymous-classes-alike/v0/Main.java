public class Main {
    public static void main(String[] args) {
        Object[] twins = Twins.make();
        do {
            Object one = twins[0], two = twins[1];
            System.out.println(one + " and " + two + " of " + (one.getClass() == two.getClass() ? "one class" : "two classes"));
        } while (Live.update());
    }
}

public class Main {
    static Fault fail() {
        return new Fault("disk");
    }

    public static void main(String[] args) {
        Fault fault = fail();
        do {
            StackTraceElement top = fault.getStackTrace()[0];
            System.out.println(fault + ", at " + top.getClassName() + "." + top.getMethodName() + fault.extra());
        } while (Live.update());
    }
}

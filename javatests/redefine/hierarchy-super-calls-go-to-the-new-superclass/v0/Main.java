public class Main {
    static class OldBase {
        String title() {
            return "Old";
        }
    }

    static class NewBase {
        String title() {
            return "New";
        }
    }

    public static void main(String[] args) {
        Report report = new Report();
        do {
            System.out.println(report.text());
        } while (Live.update());
    }
}

public class Main {
    static class Image extends Sheet {
        public String toString() {
            return "image " + words();
        }
    }

    public static void main(String[] args) {
        Sheet page = new Page(10);
        Sheet image = new Image();
        do {
            System.out.println("page " + page.words());
            System.out.println(image);
        } while (Live.update());
    }
}

public class Main {
    public static void main(String[] args) {
        Area area = new Area();
        area.w = 3;
        area.h = 4;
        do {
            System.out.println(area.show());
        } while (Live.update());
    }
}

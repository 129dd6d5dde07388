public class Main {
    public static void main(String[] args) {
        Sheep[] flock = {new Sheep()};
        Object[] copies = new Object[2];
        do {
            copies[0] = flock[0].copy();
            flock[0].hurt();
            copies[1] = flock[0].copy();
            flock[0].heal();
            Sheep[] other = flock.clone();
            System.arraycopy(copies, 0, copies, 0, 2);
            System.out.println(flock[0] + ": " + copies[0] + ", " + copies[1] + "; " + (other[0] == flock[0]) + " "
                    + (copies[0] != copies[1]));
        } while (Live.update());
    }
}

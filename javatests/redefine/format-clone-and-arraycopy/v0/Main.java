public class Main {
    public static void main(String[] args) throws Exception {
        Sheep sheep = new Sheep(1);
        do {
            Sheep[] herd = {sheep, null};
            System.arraycopy(herd, 0, herd, 1, 1);
            Sheep copy = herd[1].clone();
            System.out.println("clone: " + copy.number + " " + (copy == sheep) + copy.extra());
            copy = null;
            herd = null;
            System.gc();
        } while (Live.update());
    }
}

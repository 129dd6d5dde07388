import java.util.Iterator;

class Countdown implements Iterator<Integer> {
    int step = 2;
    int at;

    public boolean hasNext() {
        return true;
    }

    public Integer next() {
        return at += step;
    }
}

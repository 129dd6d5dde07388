import java.util.Iterator;

class Countdown implements Iterator<Integer> {
    int at;

    public boolean hasNext() {
        return true;
    }

    public Integer next() {
        return ++at;
    }
}

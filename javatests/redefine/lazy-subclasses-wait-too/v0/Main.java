public class Main {
    public static void main(String[] args) {
        Circle circle = new Circle(3);
        Ring ring = new Ring(5, 2);
        Figure figure = new Figure();
        do {
            ring.paint();
            System.out.println(circle.show() + "; " + ring.show() + "; " + figure.show());
        } while (Live.update());
    }
}

class Circle extends Figure {
    final int radius;

    Circle(int radius) {
        this.radius = radius;
    }

    String name() {
        return "circle " + radius;
    }
}

class Ring extends Circle {
    final long hole;

    Ring(int radius, long hole) {
        super(radius);
        this.hole = hole;
    }

    String name() {
        return "ring " + radius + " around " + hole;
    }
}

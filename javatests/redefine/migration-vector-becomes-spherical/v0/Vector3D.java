final class Vector3D {
    double x;
    double y;
    double z;

    Vector3D(double x, double y, double z) {
        this.x = x;
        this.y = y;
        this.z = z;
    }

    double length() {
        return Math.sqrt(x * x + y * y + z * z);
    }

    double getX() {
        return x;
    }

    double getZ() {
        return z;
    }

    String kind() {
        return "cartesian";
    }
}

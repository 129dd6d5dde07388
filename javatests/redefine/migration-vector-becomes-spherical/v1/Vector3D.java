final class Vector3D {
    double radius;
    double theta;
    double phi;

    Vector3D(double x, double y, double z) {
        radius = Math.sqrt(x * x + y * y + z * z);
        theta = Math.acos(z / radius);
        phi = Math.atan2(y, x);
    }

    double length() {
        return radius;
    }

    double getX() {
        return radius * Math.sin(theta) * Math.cos(phi);
    }

    double getZ() {
        return radius * Math.cos(theta);
    }

    String kind() {
        return "spherical";
    }
}

/** Matrix product, transpose, determinant by elimination, power of a permutation. */
public class Main {
    static double[][] times(double[][] a, double[][] b) {
        double[][] r = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                double s = 0;
                for (int k = 0; k < b.length; k++) {
                    s += a[i][k] * b[k][j];
                }
                r[i][j] = s;
            }
        }
        return r;
    }

    static double determinant(double[][] m) {
        int n = m.length;
        double det = 1;
        for (int c = 0; c < n; c++) {
            int p = c;
            for (int r = c + 1; r < n; r++) {
                if (Math.abs(m[r][c]) > Math.abs(m[p][c])) {
                    p = r;
                }
            }
            if (m[p][c] == 0) {
                return 0;
            }
            if (p != c) {
                double[] t = m[p];
                m[p] = m[c];
                m[c] = t;
                det = -det;
            }
            det *= m[c][c];
            for (int r = c + 1; r < n; r++) {
                double f = m[r][c] / m[c][c];
                for (int k = c; k < n; k++) {
                    m[r][k] -= f * m[c][k];
                }
            }
        }
        return det;
    }

    public static void main(String[] args) {
        int n = 24;
        double[][] a = new double[n][n];
        double[][] b = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a[i][j] = (i * 3 + j * 5) % 7;
                b[i][j] = i == j ? 2 : (i + j) % 3;
            }
        }
        double[][] c = times(a, b);
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += c[i][i];
        }
        System.out.println(trace);
        System.out.println(c[3][17] + " " + c[23][0]);
        System.out.println(determinant(new double[][] {{2, 0, 0}, {0, 4, 0}, {1, 1, 0.5}}));
        System.out.println(determinant(new double[][] {{1, 2}, {2, 4}}));
        long[][] f = {{1, 1}, {1, 0}};
        long[][] r = {{1, 0}, {0, 1}};
        for (int e = 80; e > 0; e >>= 1) {
            if ((e & 1) == 1) {
                r = mul(r, f);
            }
            f = mul(f, f);
        }
        System.out.println(r[0][1]);
    }

    static long[][] mul(long[][] x, long[][] y) {
        return new long[][] {
            {x[0][0] * y[0][0] + x[0][1] * y[1][0], x[0][0] * y[0][1] + x[0][1] * y[1][1]},
            {x[1][0] * y[0][0] + x[1][1] * y[1][0], x[1][0] * y[0][1] + x[1][1] * y[1][1]}};
    }
}

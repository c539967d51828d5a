"""Fits scikit-learn's models to the tables that a test wrote and prints what they say as one JSON object.

Usage: learning.py check | learning.py FOLDER
FOLDER holds call.json (rows, columns, penalty ...), x_learn and x_measure (float32, [row, column]), y_learn and y_measure (float32),
each a file of bare numbers. Every setting whose default differs from Salus's is set here, so that the two are asked the same.
"""
import json
import os
import sys
import warnings

import numpy as np
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn import metrics
from sklearn.neighbors import KNeighborsClassifier

warnings.filterwarnings("ignore")


def read(folder, name, columns=None):
    values = np.fromfile(os.path.join(folder, name), np.float32)
    return values if columns is None else values.reshape(-1, columns)


def measure(y, p):
    calls = p >= 0.5
    return {
        "auroc": metrics.roc_auc_score(y, p),
        "averagePrecision": metrics.average_precision_score(y, p),
        "brier": metrics.brier_score_loss(y, p),
        "logLoss": metrics.log_loss(y, p),
        "f1": metrics.f1_score(y, calls),
        "accuracy": metrics.accuracy_score(y, calls),
        "matthews": metrics.matthews_corrcoef(y, calls),
        "rmse": metrics.mean_squared_error(y, p, squared=False),
        "mae": metrics.mean_absolute_error(y, p),
        "r2": metrics.r2_score(y, p),
        "pinball": metrics.mean_pinball_loss(y, p, alpha=0.3),
    }


def main(folder):
    call = json.load(open(os.path.join(folder, "call.json")))
    columns = call["columns"]
    raw, raw_test = read(folder, "raw_learn", columns), read(folder, "raw_measure", columns)
    x, x_test = read(folder, "x_learn", columns), read(folder, "x_measure", columns)
    y, y_test = read(folder, "y_learn"), read(folder, "y_measure")
    n = len(y)
    out = {}

    boosting = HistGradientBoostingClassifier(max_iter=100, learning_rate=0.1, max_leaf_nodes=31, min_samples_leaf=20, l2_regularization=0, max_bins=255, early_stopping=False)
    out["boosting"] = boosting.fit(raw, y).predict_proba(raw_test)[:, 1].tolist()
    forest = RandomForestClassifier(call["trees"], min_samples_leaf=5, max_features="sqrt", random_state=1)
    out["forest"] = forest.fit(x, y).predict_proba(x_test)[:, 1].tolist()
    near = KNeighborsClassifier(25, algorithm="brute")
    out["neighbours"] = near.fit(x, y).predict_proba(x_test)[:, 1].tolist()

    wide, wide_test = x.astype(np.float64), x_test.astype(np.float64)
    logistic = LogisticRegression(C=1 / (n * call["penalty"]), solver="newton-cholesky", tol=1e-12, max_iter=100)
    out["logistic"] = logistic.fit(wide, y).predict_proba(wide_test)[:, 1].tolist()
    out["logisticCoefficients"] = [logistic.intercept_[0]] + logistic.coef_[0].tolist()
    lasso = LogisticRegression(C=1 / (n * call["penalty"]), penalty="l1", solver="saga", tol=1e-9, max_iter=5000)
    out["logisticLasso"] = lasso.fit(wide, y).predict_proba(wide_test)[:, 1].tolist()
    groups = call["groups"]
    classes = np.digitize(wide[:, 0], groups)
    multinomial = LogisticRegression(C=1 / (n * call["penalty"]), multi_class="multinomial", solver="newton-cg", tol=1e-7, max_iter=300)
    out["multinomial"] = multinomial.fit(wide[:, 1:], classes).predict_proba(wide_test[:, 1:]).ravel().tolist()

    target, others = wide[:, 0], wide[:, 1:]
    for name, model in {
        "leastSquares": LinearRegression(),
        "ridge": Ridge(alpha=call["penalty"] * n),
        "lasso": Lasso(alpha=call["penalty"], tol=1e-12, max_iter=100000),
        "elasticNet": ElasticNet(alpha=call["penalty"], l1_ratio=0.5, tol=1e-12, max_iter=100000),
    }.items():
        model.fit(others, target)
        out[name] = [model.intercept_] + model.coef_.tolist()

    pca = PCA(3, svd_solver="full").fit(wide)
    out["variances"] = pca.explained_variance_.tolist()
    out["directions"] = pca.components_.ravel().tolist()

    scores = np.array(out["boosting"])
    out["metrics"] = measure(y_test.astype(np.float64), scores)
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(scores, y_test)
    out["isotonic"] = isotonic.predict(np.linspace(0, 1, 101)).tolist()
    json.dump(out, sys.stdout)


if sys.argv[1] != "check":
    main(sys.argv[1])

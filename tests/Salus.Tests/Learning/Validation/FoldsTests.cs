using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Validation;

namespace Salus.Tests.Learning.Validation;

public sealed class FoldsTests
{
    [Fact]
    public void Every_case_is_measured_once_by_a_model_that_did_not_see_it()
    {
        var random = new SeededRandom(1);
        for (var run = 0; run < 30; run++)
        {
            var cases = 10 + random.NextInt(60);
            int[] groups = [.. Enumerable.Range(0, cases).Select(i => i < 5 ? i : random.NextInt(12))];
            int[] labels = [.. Enumerable.Range(0, cases).Select(i => i < 10 ? i % 2 : random.NextInt(2))];
            foreach (var folds in new[] { Folds.Plain(cases, 5, (ulong)run), Folds.Stratified(labels, 5, (ulong)run), Folds.ByGroup(groups, 5, (ulong)run), Folds.ByGroup(groups, labels, 5, (ulong)run) })
            {
                Assert.Equal(Enumerable.Range(0, cases), folds.SelectMany(f => f.Measure).Order());
                Assert.True(folds.All(f => f.Learn.Concat(f.Measure).Order().SequenceEqual(Enumerable.Range(0, cases))));
            }
        }
    }

    [Fact]
    public void Classes_have_their_share_everywhere()
    {
        int[] labels = [.. Enumerable.Range(0, 103).Select(i => i % 10 == 0 ? 1 : 0)];
        foreach (var fold in Folds.Stratified(labels, 5, 3))
        {
            Assert.InRange(fold.Measure.Count(i => labels[i] == 1), 2, 3);
            Assert.InRange(fold.Measure.Length, 20, 21);
        }
    }

    [Fact]
    public void Nobody_is_learned_from_and_measured()
    {
        var random = new SeededRandom(5);
        int[] persons = [.. Enumerable.Range(0, 400).Select(_ => random.NextInt(60))];
        int[] labels = [.. persons.Select(p => p % 4 == 0 ? 1 : 0)];
        foreach (var fold in Folds.ByGroup(persons, labels, 5, 1))
        {
            Assert.Empty(fold.Learn.Select(i => persons[i]).Intersect(fold.Measure.Select(i => persons[i])));
            Assert.InRange(fold.Measure.Length, 60, 100);
            Assert.InRange(fold.Measure.Count(i => labels[i] == 1) / (double)fold.Measure.Length, 0.1, 0.4);
        }
        var held = Folds.HeldOut(400, 0.25, 2, persons);
        Assert.Equal(15, held.Measure.Select(i => persons[i]).Distinct().Count());
        Assert.Empty(held.Learn.Select(i => persons[i]).Intersect(held.Measure.Select(i => persons[i])));
    }

    [Fact]
    public void Equal_seeds_give_equal_parts_and_other_seeds_others()
    {
        Assert.Equal(Shown(Folds.Plain(50, 4, 7)), Shown(Folds.Plain(50, 4, 7)));
        Assert.NotEqual(Shown(Folds.Plain(50, 4, 7)), Shown(Folds.Plain(50, 4, 8)));

        static string Shown(ImmutableArray<Fold> folds) => string.Join('|', folds.Select(f => string.Join(',', f.Measure)));
    }

    [Fact]
    public void Refuses_more_parts_than_there_are_cases_classes_or_persons()
    {
        Assert.Contains("3 cases for 5", Assert.Throws<ArgumentException>(() => Folds.Plain(3, 5, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("cases of one class", Assert.Throws<ArgumentException>(() => Folds.Stratified([0, 0, 0, 1], 2, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("2 groups for 3", Assert.Throws<ArgumentException>(() => Folds.ByGroup([1, 1, 2, 2], 3, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Folds.Plain(3, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Folds.HeldOut(10, 1, 0));
    }
}

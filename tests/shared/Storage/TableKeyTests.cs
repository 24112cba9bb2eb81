using CloudmoreAutotask.Storage;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Storage;

public sealed class TableKeyTests
{
    private static readonly string Faces = string.Concat(Enumerable.Repeat("🙂", 300));

    [Test]
    public void Of_AnyTwoTexts_AreOneKeyOnlyWhenEqual()
    {
        var texts = Gen.ListOf(Gen.Elements('a', 'A', '~', '/', '\\', '#', '?', '%', '0', '2', 'F', '\t')).Select(characters => new string([.. characters]));

        Prop.ForAll(texts.Zip(texts).ToArbitrary(), pair => TableKey.Of(pair.Item1) == TableKey.Of(pair.Item2) == (pair.Item1 == pair.Item2)).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Of_LongTexts_FitAndStayApart()
    {
        var (one, other) = (TableKey.Of(new string('x', 600) + "1"), TableKey.Of(new string('x', 600) + "2"));

        Assert.That(one, Has.Length.LessThanOrEqualTo(512).And.Not.EqualTo(other));
    }

    [Test]
    public void Of_LongTextOfSurrogates_BreaksNone()
    {
        foreach (var text in new[] { Faces, "x" + Faces })
            Assert.That(TableKey.Of(text), Does.Not.Match("[\uD800-\uDBFF](?![\uDC00-\uDFFF])"));
    }

    [Test]
    public void Of_SeveralParts_AreJoined() => Assert.That(TableKey.Of("2026-10", "a/b"), Is.EqualTo("2026-10|a~002Fb"));
}

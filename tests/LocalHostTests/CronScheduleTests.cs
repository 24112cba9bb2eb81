using System.Globalization;
using CloudmoreAutotask.LocalHost.Timers;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

[Parallelizable(ParallelScope.All)]
public sealed class CronScheduleTests
{
    [TestCase("0 0 4 * * *", "2026-11-09T03:59:59", "2026-11-09T04:00:00")]
    [TestCase("0 0 4 * * *", "2026-11-09T04:00:00", "2026-11-10T04:00:00")]
    [TestCase("*/15 * * * * *", "2026-11-09T04:00:59.5", "2026-11-09T04:01:00")]
    [TestCase("0 */5 * * * *", "2026-12-31T23:57:00", "2027-01-01T00:00:00")]
    [TestCase("0 30 9-17/4 * * 1-5", "2026-11-06T18:00:00", "2026-11-09T09:30:00")]
    [TestCase("0 0 0 9 JAN,jul *", "2026-02-01T00:00:00", "2026-07-09T00:00:00")]
    [TestCase("0 0 0 29 2 *", "2026-11-09T00:00:00", "2028-02-29T00:00:00")]
    [TestCase("0 0 12 * * sun", "2026-11-09T00:00:00", "2026-11-15T12:00:00")]
    [TestCase("10/20 0 0 1 1 *", "2026-01-01T00:00:10", "2026-01-01T00:00:30")]
    public void Next_Schedule_IsTheFirstTimeAfter(string schedule, string after, string expected)
    {
        Assert.That(CronSchedule.Parse(schedule).Next(Utc(after)), Is.EqualTo(Utc(expected)));
    }

    [Test]
    public void Next_DayThatNeverComes_IsNull()
    {
        Assert.That(CronSchedule.Parse("0 0 0 31 2 *").Next(Utc("2026-01-01T00:00:00")), Is.Null);
    }

    [TestCase("0 4 * * *")]
    [TestCase("")]
    [TestCase("60 0 4 * * *")]
    [TestCase("0 0 4 0 * *")]
    [TestCase("0 0 4 * 13 *")]
    [TestCase("0 0 4 * * 7")]
    [TestCase("0 0 4 * * MONDAY")]
    [TestCase("0 0 5-4 * * *")]
    [TestCase("0 */0 4 * * *")]
    [TestCase("0 0 1,,2 * * *")]
    [TestCase("0 0 1-2-3 * * *")]
    [TestCase("0 0 1/2/3 * * *")]
    public void Parse_NoSchedule_IsRefused(string schedule)
    {
        Assert.That(() => CronSchedule.Parse(schedule), Throws.TypeOf<FormatException>());
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

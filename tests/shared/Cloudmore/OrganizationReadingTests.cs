using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Cloudmore;

public sealed class OrganizationReadingTests
{
    private const string Where = "line 1 of service 'CSP', product 'BP'";

    [TestCase("billingDate", "\"2026-10-08\"", "\"08/10/2026\"", "08/10/2026")]
    [TestCase("billingDate", "\"2026-10-08\"", "\"2026-10-08garbage\"", "2026-10-08garbage")]
    [TestCase("billingDate", "\"2026-10-08\"", "20261008", "20261008")]
    [TestCase("billingDate", "\"2026-10-08\"", "null", null)]
    [TestCase("quantity", "10", "\"ten\"", "ten")]
    [TestCase("quantity", "10", "\"1,000\"", "1,000")]
    [TestCase("quantity", "10", "{\"value\":1}", "{\"value\":1}")]
    [TestCase("quantity", "10", "true", "true")]
    [TestCase("quantity", "10", "\" \"", null)]
    [TestCase("unitCostPrice", "16.90", "\"16,90\"", "16,90")]
    [TestCase("unitSalesPrice", "20.60", "null", null)]
    [TestCase("totalCost", "169.00", "[]", "[]")]
    [TestCase("totalSales", "206.00", "1e99", "1e99")]
    [TestCase("currencyCode", "\"EUR\"", "\"\"", null)]
    [TestCase("currencyCode", "\"EUR\"", "\"Euro\"", "Euro")]
    public void Read_FieldCannotBeUsed_IsAFaultAndNoLine(string field, string good, string bad, string? found)
    {
        var line = TestReport.Line.Replace($"\"{field}\":{good}", $"\"{field}\":{bad}", StringComparison.Ordinal);

        var organization = Read(TestReport.Organization(TestReport.Line + "," + line));

        Assert.That(organization.Lines, Has.Count.EqualTo(1));
        var day = field == "billingDate" ? (DateOnly?)null : new DateOnly(2026, 10, 8);
        Assert.That(organization.Faults, Is.EqualTo(new[] { new LineFault(Where.Replace("line 1", "line 2", StringComparison.Ordinal), field, found, day) }));
    }

    [Test]
    public void Read_EmptyLine_NamesEveryMissingField()
    {
        var organization = Read(TestReport.Organization("{}"));

        Assert.That(string.Join(' ', organization.Faults.Select(fault => fault.Field)),
            Is.EqualTo("billingDate quantity unitCostPrice unitSalesPrice totalCost totalSales currencyCode"));
    }

    [TestCase("\"services\":{}", "organization 3 of the report", "services", "{}")]
    [TestCase("\"services\":null", "organization 3 of the report", "services", null)]
    [TestCase("\"other\":[]", "organization 3 of the report", "services", null)]
    [TestCase("\"services\":[null]", "entry 1 of organization 3 of the report", "services", "null")]
    [TestCase("\"services\":[{\"serviceName\":\"CSP\"}]", "service 'CSP'", "products", null)]
    [TestCase("\"services\":[{\"serviceName\":\"CSP\",\"products\":[{\"productName\":\"BP\",\"serviceItems\":7}]}]", "service 'CSP', product 'BP'", "serviceItems", "7")]
    [TestCase("\"services\":[{\"products\":[{\"serviceItems\":[[]]}]}]", "entry 1 of service 1, product 1", "serviceItems", "[]")]
    public void Read_OddStructure_IsAFaultOfThatOrganization(string part, string where, string field, string? found)
    {
        var organization = Read("{\"organizationId\":\"c1\",\"organizationName\":\"Contoso\"," + part + "}");

        Assert.That(organization.Organization.Id, Is.EqualTo("c1"));
        Assert.That(organization.Faults, Is.EqualTo(new[] { new LineFault(where, field, found, null) }));
    }

    [Test]
    public void Read_ServiceWithoutName_MakesItsLinesFaults()
    {
        var organization = Read(TestReport.Organization(TestReport.Line).Replace("\"serviceName\":\"CSP\",", "", StringComparison.Ordinal));

        Assert.That(organization.Lines, Is.Empty);
        Assert.That(organization.Faults.Single().Describe(), Is.EqualTo("line 1 of service 1, product 'BP' has no 'serviceName'."));
    }

    [Test]
    public void Read_NoId_KeepsTheNameAndTheMoney()
    {
        var organization = Read(TestReport.Organization(TestReport.Line, id: " "));

        Assert.That(organization.Organization, Is.EqualTo(new BilledOrganization("", "Contoso", null, null)));
        Assert.That(organization.Lines, Has.Count.EqualTo(1));
        Assert.That(organization.Faults.Single().Describe(), Is.EqualTo("organization 'Contoso' has no 'organizationId'."));
    }

    [TestCase("null")]
    [TestCase("\"Contoso\"")]
    [TestCase("[[]]")]
    public void Read_NoObject_IsAnOrganizationWithoutIdAndWithAFault(string element)
    {
        var organization = Read(element);

        Assert.That(organization.Organization, Is.EqualTo(new BilledOrganization("", "", null, null)));
        Assert.That(organization.Faults.Single().Found, Is.EqualTo(element));
    }

    [Test]
    public void Read_TextIsBroken_IsAFaultNotACrash()
    {
        var line = TestReport.Line.Replace("\"s-1\"", "\"\\ud800\",\"\\udc00x\":1", StringComparison.Ordinal);

        var organization = Read(TestReport.Organization(line));

        Assert.That(organization.Faults.Single().Field, Is.EqualTo("subscriptionId"));
    }

    [Test]
    public void Read_ValuesWithSpace_AreTrimmedAndEmptyIsNull()
    {
        var line = TestReport.Line.Replace("\"s-1\"", "\" s-1 \",\"note\":\"  \",\"purchaseOrderNumber\":4711", StringComparison.Ordinal);

        var read = Read(TestReport.Organization(line, id: " C1 ")).Lines.Single();

        Assert.That((read.SubscriptionId, read.Note, read.PurchaseOrderNumber), Is.EqualTo(("s-1", (string?)null, "4711")));
    }

    [Test]
    public void Read_LongValue_IsShownShortened()
    {
        var line = TestReport.Line.Replace("\"quantity\":10", $"\"quantity\":\"{new string('9', 59)}😀😀\"", StringComparison.Ordinal);

        Assert.That(Read(TestReport.Organization(line)).Faults.Single().Found, Is.EqualTo(new string('9', 59) + "…"));
    }

    [TestCase("1E+2", "100")]
    [TestCase("-0.00", "0")]
    [TestCase("12345678901234567890.12345678", "12345678901234567890.12345678")]
    [TestCase("0.1000000000000000055511151231", "0.1000000000000000055511151231")]
    [TestCase("16.900000000", "16.9")]
    public void Read_Number_KeepsEveryDigitAndNoTrailingZero(string written, string kept)
    {
        var line = Read(TestReport.Organization(TestReport.Line.Replace("\"quantity\":10", $"\"quantity\":{written}", StringComparison.Ordinal))).Lines.Single();

        Assert.That(line.Quantity.ToString(CultureInfo.InvariantCulture), Is.EqualTo(kept));
    }

    [Test]
    public void Read_AnyDecimal_IsExactWhateverItsScale()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<decimal>(), number =>
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            var asNumber = Quantity(text);
            var asText = Quantity($"\"{text}\"");
            var read = asNumber.ToString(CultureInfo.InvariantCulture);
            return asNumber == number && asText == number && (!read.Contains('.', StringComparison.Ordinal) || read[^1] != '0');
        }).QuickCheckThrowOnFailure();
    }

    private static decimal Quantity(string json) =>
        Read(TestReport.Organization(TestReport.Line.Replace("\"quantity\":10", $"\"quantity\":{json}", StringComparison.Ordinal))).Lines.Single().Quantity;

    private static ReportedOrganization Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var window = new BillWindow(CloudmoreSetup.First, CloudmoreSetup.Last);
        return new OrganizationReading(FieldNames.From(new CloudmoreOptions()), window, 3).Read(document.RootElement);
    }
}
